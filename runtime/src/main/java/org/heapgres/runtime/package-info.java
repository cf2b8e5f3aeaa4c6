/** Python in the heap. */
package org.heapgres.runtime;
