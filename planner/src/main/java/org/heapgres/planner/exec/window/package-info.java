/** Window functions. */
package org.heapgres.planner.exec.window;
