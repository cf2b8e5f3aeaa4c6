/** Connections: from the socket to the SQL session and back. */
package org.heapgres.wire.internal;
