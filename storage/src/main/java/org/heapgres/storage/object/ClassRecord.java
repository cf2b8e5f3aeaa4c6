package org.heapgres.storage.object;

/**
 * A version of a stored class.
 *
 * @param schema oid of its schema
 * @param version from 1
 * @param source everything needed to make the class: imports, helpers, the class itself
 */
public record ClassRecord(long id, long schema, String name, int version, String source) {}
