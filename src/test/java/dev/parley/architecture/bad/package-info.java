/**
 * A server in small that breaks every rule once, beside code that does the same where it is
 * allowed. Only {@link dev.parley.architecture.RulesTest} looks at it.
 */
package dev.parley.architecture.bad;
