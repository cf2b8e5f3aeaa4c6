/** Full text search (manual, chapter 12): its parser, dictionaries, queries, ranking, headlines. */
package org.heapgres.planner.textsearch;
