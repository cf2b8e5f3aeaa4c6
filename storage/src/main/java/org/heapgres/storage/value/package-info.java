/**
 * The Java objects that stand for SQL values where the JDK has none. Every class here is immutable;
 * {@code equals} and {@code compareTo} are SQL's {@code =} and b-tree order.
 */
package org.heapgres.storage.value;
