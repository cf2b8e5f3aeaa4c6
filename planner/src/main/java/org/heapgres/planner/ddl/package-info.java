/** Commands that change the catalog (manual, chapter 5), and what they have in common. */
package org.heapgres.planner.ddl;
