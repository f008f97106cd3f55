package io.sluice.selection;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.selection.dataset.DataSetStore;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.FileSetNames;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.dataset.SetNames;
import io.sluice.selection.mixing.FileMixes;
import io.sluice.selection.mixing.Mixes;
import io.sluice.selection.web.Downloads;
import io.sluice.selection.web.MadeSets;
import io.sluice.selection.web.StoredSets;
import io.sluice.selection.web.UploadBody;
import io.sluice.selection.work.ArtefactStore;
import java.io.IOException;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Puts the service together: this is where another store of data sets would come in. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SelectionSettings.class)
class SelectionConfiguration {

    private static final int DISK_THREADS = 8;
    private static final int DISK_QUEUE = 200;

    @Bean
    DataSetStore dataSetStore(SelectionSettings settings) throws IOException {
        return new FileDataSetStore(settings.store());
    }

    @Bean
    SetNames setNames(SelectionSettings settings) throws IOException {
        return new FileSetNames(settings.store());
    }

    @Bean
    DataSets dataSets(DataSetStore store) {
        return new DataSets(store);
    }

    @Bean(destroyMethod = "dispose")
    Scheduler diskScheduler() {
        return Schedulers.newBoundedElastic(DISK_THREADS, DISK_QUEUE, "selection-disk");
    }

    @Bean
    StoredSets storedSets(DataSetStore store, DataSets sets, SetNames names, ArtefactStore artefacts, Scheduler disk) {
        return new StoredSets(store, sets, names, artefacts, disk);
    }

    @Bean
    UploadBody uploadBody(DataSetStore store, SelectionSettings settings, MeterRegistry meters) {
        long bytesMax = settings.uploadMax().toBytes();
        return new UploadBody(new Intake(store, bytesMax), bytesMax, settings.uploadsAtOnce(), settings.uploadPatience(), meters);
    }

    @Bean
    MadeSets madeSets(UploadBody uploads, StoredSets stored) {
        return new MadeSets(uploads, stored);
    }

    @Bean
    Mixes mixes(SelectionSettings settings) throws IOException {
        return new FileMixes(settings.store());
    }

    @Bean
    Downloads downloads(DataSetStore store, Scheduler disk, SelectionSettings settings) {
        return new Downloads(store, disk, settings.downloadsAtOnce(), settings.downloadPatience());
    }
}
