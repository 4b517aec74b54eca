/*
 * Copyright 2026 Example Inc. Licensed under the MIT License.
 */
package org.example.gate;

import java.util.List;
import org.example.gate.time.Clock;

/**
 * One client's <em>allowance</em>.
 *
 * <p>Uses {@link Clock#now()} and {@code left}.
 *
 * @author somebody
 * @since 1.2
 */
public final class Bucket implements Comparable<Bucket> {
    /** Tokens of a new bucket. */
    public static final int BURST = 10;

    private int left;

    public Bucket(int left) {
        this.left = left;
    }

    /**
     * Takes some tokens.
     *
     * @param n how many
     * @param notes   written to the log
     * @return whether there were enough
     * @throws IllegalArgumentException if {@code n} is negative
     */
    public boolean take(int n, List<String> notes) {
        return left >= n && Clock.now() > 0;
    }

    public boolean take(int n) {
        return take(n, List.of());
    }

    @Override
    public int compareTo(Bucket other) {
        return Integer.compare(left, other.left);
    }
}
