package org.heapgres.wire.internal.metrics;

/**
 * What the connections of a server take at the moment.
 *
 * @param workers threads for statements that may wait or work long
 * @param busyWorkers of those
 * @param opening clients that have proved who they are and wait for their session
 * @param heapBytes buffers for the network in the Java heap
 * @param directBytes buffers for the network outside of it
 * @param accepted connections since the start
 * @param refused of those: without the right password, without a rule, too many
 */
public record WireActivity(
    int workers,
    int busyWorkers,
    int opening,
    long heapBytes,
    long directBytes,
    long accepted,
    long refused) {}
