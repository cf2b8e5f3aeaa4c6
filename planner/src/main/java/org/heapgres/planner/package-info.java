/** SQL: parse, bind, optimise, execute; the catalog; the SPI for procedural languages. */
package org.heapgres.planner;
