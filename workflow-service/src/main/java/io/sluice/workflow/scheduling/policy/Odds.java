package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Situation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.function.Function;

/** Probabilities of everything that a situation offers, and the draw from them. */
final class Odds {

    private Odds() {
    }

    /** Everything that may be chosen: the agents offered, then ending. */
    static List<String> actions(Situation situation) {
        List<String> actions = new ArrayList<>(situation.offered());
        if (situation.mayStop()) {
            actions.add(Choice.STOP);
        }
        return actions;
    }

    /** Of one action, all others being impossible. */
    static Map<String, Double> sure(Situation situation, String action) {
        Map<String, Double> odds = new LinkedHashMap<>();
        actions(situation).forEach(each -> odds.put(each, each.equals(action) ? 1.0 : 0.0));
        return odds;
    }

    static Map<String, Double> even(Situation situation, List<String> among) {
        Map<String, Double> odds = new LinkedHashMap<>();
        actions(situation).forEach(each -> odds.put(each, among.contains(each) ? 1.0 / among.size() : 0.0));
        return odds;
    }

    /** With probability {@code 1 − spread} as {@code odds}, otherwise evenly among {@code among}. */
    static Map<String, Double> spread(Map<String, Double> odds, double spread, List<String> among) {
        Map<String, Double> wider = new LinkedHashMap<>();
        odds.forEach((action, chance) -> wider.put(action, (1 - spread) * chance + (among.contains(action) ? spread / among.size() : 0)));
        return wider;
    }

    /** One random number, and none where only one action has a chance. */
    static Choice draw(Map<String, Double> odds, RandomGenerator random, Function<String, String> reason) {
        List<String> possible = odds.entrySet().stream().filter(each -> each.getValue() > 0).map(Map.Entry::getKey).toList();
        if (possible.size() == 1) {
            return choice(possible.getFirst(), 1.0, odds, reason);
        }
        double point = random.nextDouble();
        for (String action : possible) {
            point -= Objects.requireNonNull(odds.get(action));
            if (point < 0) {
                return choice(action, Objects.requireNonNull(odds.get(action)), odds, reason);
            }
        }
        // What rounding left of the unit interval is the last one's.
        return choice(possible.getLast(), Objects.requireNonNull(odds.get(possible.getLast())), odds, reason);
    }

    private static Choice choice(String action, double propensity, Map<String, Double> odds, Function<String, String> reason) {
        return new Choice(action.equals(Choice.STOP) ? null : action, propensity, odds, reason.apply(action));
    }
}
