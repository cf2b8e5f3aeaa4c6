/**
 * {@code heapgres bench}: the same work on two servers, side by side. Its workloads are shaped
 * after pgbench and TPC-H, whose names are given to nothing here: the figures compare two servers
 * on one machine, and nothing else.
 */
package org.heapgres.wire.bench;
