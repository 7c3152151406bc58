package dev.parley.config;

import java.time.Duration;

/**
 * How much anybody may do.
 *
 * @param messageLength characters of a message
 * @param frameBytes of a text frame
 * @param framesPerSecond of one connection, with {@code frameBurst} at once
 * @param messagesPerMinute of one person, with {@code messageBurst} at once
 * @param connectionsPerUser open sockets of one person on one node
 * @param connections open sockets of this process
 * @param outboundBytes waiting to be sent to one connection before it is dropped to resume later
 * @param loginsPerMinute attempts to log in or register, by address
 * @param attachmentBytes of one picture
 * @param authTimeout how long a connection may take to say who it is
 * @param heartbeat between two pings of a connection, which ends after two without an answer
 */
public record LimitsConfig(
    int messageLength,
    int frameBytes,
    int framesPerSecond,
    int frameBurst,
    int messagesPerMinute,
    int messageBurst,
    int connectionsPerUser,
    int connections,
    int outboundBytes,
    int loginsPerMinute,
    int attachmentBytes,
    Duration authTimeout,
    Duration heartbeat) {}
