package org.heapgres.planner;

import java.util.List;
import java.util.Optional;

/**
 * The whole result of one statement.
 *
 * @param description empty when the statement returns no rows
 * @param rows datums, one array a row
 * @param tag the command tag
 * @param count rows returned or written
 */
public record QueryResult(
    Optional<RowDescription> description, List<Object[]> rows, String tag, long count) {}
