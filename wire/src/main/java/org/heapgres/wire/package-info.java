/** PostgreSQL's protocol, sessions, the server and its launcher. */
package org.heapgres.wire;
