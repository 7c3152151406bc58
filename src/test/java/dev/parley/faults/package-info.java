/**
 * Real nodes that are killed, stopped, cut off and starved while real clients talk, and a checker
 * that compares what each client saw with what the provider sent and the database kept.
 */
package dev.parley.faults;
