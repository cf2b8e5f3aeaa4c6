/** jsonpath: its tree, text forms and evaluation (manual, section 9.16.2). */
package org.heapgres.planner.jsonpath;
