/** Commands that change no schema: what runs each, and the table that says which. */
package org.heapgres.planner.command;
