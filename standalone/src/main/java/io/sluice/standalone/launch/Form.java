package io.sluice.standalone.launch;

/** How the services are spread over JVMs. Kafka and Redis are processes of their own in both. */
public enum Form {
    /** One JVM for all services. */
    FLAT,
    /** A JVM for each service. */
    PROCESSES
}
