/** How tables lie in stores: rows, keys, indexes, and reading and changing them. */
package org.heapgres.planner.exec.table;
