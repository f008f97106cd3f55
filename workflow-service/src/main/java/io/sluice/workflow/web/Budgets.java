package io.sluice.workflow.web;

import io.sluice.contracts.event.TeamCommand;
import io.sluice.platform.error.SluiceException;
import io.sluice.workflow.execution.TeamBook;
import io.sluice.workflow.execution.TeamState;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** What teams may spend. A run sets its cost limit aside when it starts, and pays what it cost at its end. */
@RestController
@RequestMapping("/budgets/{team}")
class Budgets {

    private static final Pattern NAME = Pattern.compile("[\\w.@-]{1,64}");
    private static final double LIMIT_MAX = 1e12;

    private final Commands commands;
    private final TeamBook teams;
    private final PublicJson json;

    Budgets(Commands commands, TeamBook teams, PublicJson json) {
        this.commands = commands;
        this.teams = teams;
        this.json = json;
    }

    /** @param limit absent: none */
    record Wanted(@Nullable Double limit) {
    }

    /**
     * @param limit    absent: none
     * @param reserved by runs that have not ended
     * @param left     absent: no limit
     */
    record View(String team, @Nullable Double limit, double spent, double reserved, @Nullable Double left, int runs) {

        static View of(TeamState team) {
            Double left = team.limit() == null ? null : Math.max(0, team.limit() - team.spent() - team.reserved());
            return new View(team.team(), team.limit(), team.spent(), team.reserved(), left, team.open().size());
        }
    }

    static String name(String team) {
        if (!NAME.matcher(team).matches()) {
            throw SluiceException.invalid("team", "invalid_value", "'team' must be 1..64 letters, digits, dots, dashes, underscores or @");
        }
        return team;
    }

    @GetMapping
    JsonNode find(@PathVariable String team, ServerWebExchange exchange) {
        if (!Caller.of(exchange).sees(team)) {
            throw SluiceException.user(404, "budget_not_found", "there is no budget of that team", "team");
        }
        return view(name(team));
    }

    @PutMapping
    Mono<JsonNode> set(@PathVariable String team, ServerWebExchange exchange) {
        Caller caller = Caller.admin(exchange);
        String name = name(team);
        return json.read(exchange, Wanted.class, new Wanted(null)).flatMap(wanted -> {
            Double limit = wanted.limit();
            if (limit != null && !(limit >= 0 && limit <= LIMIT_MAX)) {
                throw SluiceException.invalid("limit", "invalid_value", "'limit' must be within 0..1e12, or be left out for none");
            }
            return commands.send(new TeamCommand.SetBudget(commands.draw(), name, limit, caller.tenant(), commands.now()))
                    .then(Mono.fromSupplier(() -> view(name)));
        });
    }

    private JsonNode view(String team) {
        return json.tree(teams.team(team).map(View::of).orElse(new View(team, null, 0, 0, null, 0)));
    }
}
