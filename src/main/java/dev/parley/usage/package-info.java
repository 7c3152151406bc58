/** What calls of models use and cost, and how much of it a person may have. Plain Java. */
package dev.parley.usage;
