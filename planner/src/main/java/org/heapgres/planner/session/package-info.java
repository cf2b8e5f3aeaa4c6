/**
 * Sessions and what they share: statements, prepared ones, portals, transactions, routines and
 * their calls, names and permissions, logs.
 */
package org.heapgres.planner.session;
