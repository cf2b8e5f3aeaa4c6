/** Physical plan nodes and the operators that they open. */
package org.heapgres.planner.exec.operator;
