/** What can be seen of a server from outside: metrics over HTTP. */
package org.heapgres.wire.internal.metrics;
