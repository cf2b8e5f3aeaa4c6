/** Functions that ask or change the session or the server: admin, information, privileges. */
package org.heapgres.planner.session.functions;
