/**
 * Free objects: what is reachable from the roots of a database, as records that are readable
 * without the language that wrote them.
 */
package org.heapgres.storage.object;
