/** COPY: formats, files, and the rows on their way. */
package org.heapgres.planner.copy;
