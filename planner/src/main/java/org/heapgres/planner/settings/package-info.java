/** Configuration parameters: the table of them, and a session's values. */
package org.heapgres.planner.settings;
