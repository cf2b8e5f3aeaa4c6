package org.heapgres.storage;

/** A mark in a transaction that its later effects can be undone to. Made by the transaction. */
public interface Savepoint {}
