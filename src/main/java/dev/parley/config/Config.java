package dev.parley.config;

import dev.parley.usage.Terms;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The whole configuration, validated. Every component is documented in {@code conf/parley.yaml},
 * which holds the defaults; {@link Secret} components never print.
 *
 * @param node name of this process, unique in the cluster
 * @param dataDir where the embedded database and the generated signing key live
 * @param terms prices and quotas, and how long accounts are kept
 */
public record Config(
    String node,
    Set<Role> roles,
    Path dataDir,
    Http http,
    Database database,
    Auth auth,
    Ai ai,
    Limits limits,
    Cluster cluster,
    Redis redis,
    Shutdown shutdown,
    Health health,
    Search search,
    Terms terms,
    Bridge bridge,
    Moderation moderation) {
  public Config {
    roles = Set.copyOf(roles);
  }

  /**
   * @param port 0 takes a free one
   * @param instances gateway verticles of this process, 1 to 64
   * @param allowedOrigins origins of pages that may connect; "*" for all, empty for the same origin
   * @param behindProxy X-Forwarded-For is believed
   */
  public record Http(
      String host, int port, int instances, List<String> allowedOrigins, boolean behindProxy) {
    public Http {
      allowedOrigins = List.copyOf(allowedOrigins);
    }

    /** Without a proxy. */
    public Http(String host, int port, int instances, List<String> allowedOrigins) {
      this(host, port, instances, allowedOrigins, false);
    }
  }

  /**
   * @param url {@code postgresql://user:password@host:port/name}; null starts the embedded server
   * @param poolSize connections of the store role, 1 to 200
   * @param instances store verticles of this process, 1 to 64
   */
  public record Database(Secret url, int poolSize, int instances) {}

  /**
   * @param guests people may come in without an account
   * @param jwtSecret at least 32 characters; null generates a key under the data folder
   * @param admins login names of accounts that may administer the server, in lower case
   */
  public record Auth(
      boolean guests,
      Secret jwtSecret,
      Duration accessTokenTtl,
      Duration refreshTokenTtl,
      Set<String> admins) {
    public Auth {
      admins = Set.copyOf(admins);
    }

    /** Without administrators. */
    public Auth(
        boolean guests, Secret jwtSecret, Duration accessTokenTtl, Duration refreshTokenTtl) {
      this(guests, jwtSecret, accessTokenTtl, refreshTokenTtl, Set.of());
    }
  }

  /**
   * @param provider name of the first provider; "auto" takes openai when it has a key or a base URL
   *     of its own, demo otherwise
   * @param model default model; null for the provider's own default
   * @param systemPrompt what every prompt starts with; nullable
   * @param maxConcurrent generations that run at once in this process, 1 to 10,000
   * @param maxQueued generations that wait for a place; more are refused
   * @param lease how long an owner may be silent before its generations are ended by others
   * @param firstTokenTimeout from the request to the first piece of text
   * @param idleTimeout between two pieces of text
   * @param maxDuration of one generation
   * @param retries further attempts before the first token, 0 to 10
   */
  public record Ai(
      String provider,
      String model,
      String systemPrompt,
      int maxConcurrent,
      int maxQueued,
      Duration lease,
      Duration connectTimeout,
      Duration firstTokenTimeout,
      Duration idleTimeout,
      Duration maxDuration,
      int retries,
      OpenAi openai,
      Sources sources,
      Tools tools,
      PromptSettings prompts) {
    /** The same for one provider, with the bounds that are set for it in place of the general. */
    public Ai forProvider(String name) {
      Bounds own = sources.bounds().getOrDefault(name, Bounds.NONE);
      return new Ai(
          provider,
          model,
          systemPrompt,
          own.maxConcurrent() == null ? maxConcurrent : own.maxConcurrent(),
          maxQueued,
          lease,
          own.connectTimeout() == null ? connectTimeout : own.connectTimeout(),
          own.firstTokenTimeout() == null ? firstTokenTimeout : own.firstTokenTimeout(),
          own.idleTimeout() == null ? idleTimeout : own.idleTimeout(),
          maxDuration,
          own.retries() == null ? retries : own.retries(),
          openai,
          sources,
          tools,
          prompts);
    }
  }

  /**
   * @param baseUrl of an OpenAI-compatible API, without a trailing slash, such as {@code
   *     https://api.openai.com/v1}
   * @param apiKey null when the server wants none
   * @param models further ones that can be asked for
   * @param vision its models can look at pictures; otherwise they are told that there was one
   * @param tools its models can be told of tools
   */
  public record OpenAi(
      URI baseUrl,
      Secret apiKey,
      String model,
      boolean vision,
      List<String> models,
      boolean tools) {
    public OpenAi {
      models = List.copyOf(models);
    }

    /** Whether it can answer: OpenAI's own server answers nobody without a key, any other may. */
    public boolean isUsable() {
      return apiKey != null || !"api.openai.com".equalsIgnoreCase(baseUrl.getHost());
    }

    /** With one model. */
    public OpenAi(URI baseUrl, Secret apiKey, String model, boolean vision) {
      this(baseUrl, apiKey, model, vision, List.of(), true);
    }
  }

  /**
   * The providers beside openai, how all of them work together, and where tools come from.
   *
   * @param providers those that are on, the first one answers unless a model of another is asked
   *     for; never empty
   * @param fallback models, or providers by name, that are asked in this order when another failed
   *     before its first text
   * @param bounds by name of a provider
   */
  public record Sources(
      List<String> providers,
      List<String> fallback,
      Breaker breaker,
      Server anthropic,
      int anthropicMaxTokens,
      Server ollama,
      Server huggingface,
      BusSource bus,
      Map<String, Bounds> bounds,
      ToolSources tools) {
    public Sources {
      providers = List.copyOf(providers);
      fallback = List.copyOf(fallback);
      bounds = Map.copyOf(bounds);
    }

    /** Without tools. */
    public Sources(
        List<String> providers,
        List<String> fallback,
        Breaker breaker,
        Server anthropic,
        int anthropicMaxTokens,
        Server ollama,
        Server huggingface,
        BusSource bus,
        Map<String, Bounds> bounds) {
      this(
          providers,
          fallback,
          breaker,
          anthropic,
          anthropicMaxTokens,
          ollama,
          huggingface,
          bus,
          bounds,
          ToolSources.NONE);
    }

    /** The models that are listed for a provider, its name when none are. */
    public List<String> models(String provider) {
      return switch (provider) {
        case "anthropic" -> anthropic.models();
        case "ollama" -> ollama.models();
        case "huggingface" -> huggingface.models();
        case "bus" -> bus.models();
        default -> List.of(provider);
      };
    }

    /** Whether a provider that is on, openai aside, has this model, which may be null. */
    public boolean offers(String model) {
      return model != null
          && providers.stream()
              .filter(name -> !name.equals("openai"))
              .anyMatch(name -> models(name).contains(model) || model.startsWith(name + "/"));
    }
  }

  /**
   * What models may have done for them during one answer.
   *
   * @param enabled whether they are told of tools at all
   * @param maxRounds times that a model may ask for tools, 1 to 100; it is asked a last time then,
   *     and may not
   * @param maxCalls calls in all, 1 to 1,000; further ones are refused
   * @param timeout of one call; a tool that takes longer counts as failed
   * @param confirmTimeout how long a person is waited for
   * @param maxResult characters of a result that a model is told, 100 to 1,000,000
   */
  public record Tools(
      boolean enabled,
      int maxRounds,
      int maxCalls,
      Duration timeout,
      Duration confirmTimeout,
      int maxResult) {}

  /**
   * Where tools come from.
   *
   * @param builtin names of those that the server has itself
   * @param bus programs on the event bus, one tool each
   * @param mcp servers of the Model Context Protocol
   */
  public record ToolSources(List<String> builtin, List<BusTool> bus, List<McpServer> mcp) {
    public static final ToolSources NONE = new ToolSources(List.of(), List.of(), List.of());

    public ToolSources {
      builtin = List.copyOf(builtin);
      bus = List.copyOf(bus);
      mcp = List.copyOf(mcp);
    }
  }

  /** Who may have a tool called; an administrator is a user as well. */
  public enum Audience {
    GUEST,
    USER,
    ADMIN
  }

  /**
   * A tool on the event bus.
   *
   * @param name last part of its address, and its name for models
   * @param parameters a JSON Schema of an object, as text
   * @param reads it changes nothing that anybody could miss
   * @param timeout from the request to the reply
   */
  public record BusTool(
      String name,
      String description,
      String parameters,
      boolean reads,
      Set<Audience> roles,
      Duration timeout) {
    public BusTool {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * A server of the Model Context Protocol: a program that is started here, or a URL.
   *
   * @param name what the names of its tools begin with
   * @param command null for one with a URL
   * @param env all that the program finds in its environment, PATH and HOME aside
   * @param url null for one with a command
   * @param token sent as bearer token; nullable
   * @param allow names of tools that may be used, "*" for all; none when empty
   * @param reads whether its tools change nothing that anybody could miss; null when they may
   *     themselves say so, see {@code trust}
   * @param trust a tool that says that it only reads is believed
   * @param timeout from a request to its reply
   */
  public record McpServer(
      String name,
      String command,
      List<String> args,
      Map<String, Secret> env,
      URI url,
      Secret token,
      List<String> allow,
      Set<Audience> roles,
      Boolean reads,
      boolean trust,
      Duration timeout) {
    public McpServer {
      args = List.copyOf(args);
      env = Map.copyOf(env);
      allow = List.copyOf(allow);
      roles = Set.copyOf(roles);
    }
  }

  /**
   * @param failures in a row after which a provider is left alone, 1 to 1,000
   * @param pause until it is tried again
   */
  public record Breaker(int failures, Duration pause) {}

  /**
   * @param baseUrl without a trailing slash
   * @param apiKey null when the server wants none
   * @param models that can be asked for, the default first; never empty
   * @param vision its models can look at pictures; otherwise they are told that there was one
   * @param tools its models can be told of tools
   */
  public record Server(
      URI baseUrl, Secret apiKey, List<String> models, boolean vision, boolean tools) {
    public Server {
      models = List.copyOf(models);
    }

    /** Of models that can be told of tools. */
    public Server(URI baseUrl, Secret apiKey, List<String> models, boolean vision) {
      this(baseUrl, apiKey, models, vision, true);
    }
  }

  /**
   * A program on the event bus.
   *
   * @param name last part of its address; null when there is none
   * @param models that can be asked for, the default first; never empty
   */
  public record BusSource(String name, List<String> models, boolean vision, boolean tools) {
    public BusSource {
      models = List.copyOf(models);
    }

    /** Of models that can be told of tools. */
    public BusSource(String name, List<String> models, boolean vision) {
      this(name, models, vision, true);
    }
  }

  /** What is different for one provider; null for what is as in general. */
  public record Bounds(
      Integer maxConcurrent,
      Duration connectTimeout,
      Duration firstTokenTimeout,
      Duration idleTimeout,
      Integer retries,
      Integer contextWindow,
      Integer maxOutput) {
    /** Nothing is different. */
    public static final Bounds NONE = new Bounds(null, null, null, null, null);

    /** With windows as the models are known to have. */
    public Bounds(
        Integer maxConcurrent,
        Duration connectTimeout,
        Duration firstTokenTimeout,
        Duration idleTimeout,
        Integer retries) {
      this(maxConcurrent, connectTimeout, firstTokenTimeout, idleTimeout, retries, null, null);
    }
  }

  /**
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
  public record Limits(
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

  /**
   * @param enabled this process finds others and works with them
   * @param name clusters of different names ignore each other
   * @param password every node of a cluster must have the same; null when none is wanted
   * @param host address of this node for the others; null takes that of the host's name
   * @param port of the cluster's membership
   * @param busPort of the event bus; 0 takes a free one
   * @param members {@code host} or {@code host:port} of nodes to look for; this one may be among
   *     them
   * @param kubernetesService name of a headless service whose pods are the members; nullable
   * @param failureTimeout a node that is silent for so long is taken for dead
   * @param tls of the event bus; null for none
   */
  public record Cluster(
      boolean enabled,
      String name,
      Secret password,
      String host,
      int port,
      int busPort,
      List<String> members,
      String kubernetesService,
      Duration failureTimeout,
      Tls tls) {
    public Cluster {
      members = List.copyOf(members);
    }
  }

  /** PEM files: of this node's certificate, its key, and of who signed those of all nodes. */
  public record Tls(Path certificate, Path key, Path authority) {}

  /**
   * @param url {@code redis://:password@host:port/number}; null when there is no Redis
   * @param timeout of one command; after that Redis is taken for lost
   * @param keyPrefix what every key starts with
   */
  public record Redis(Secret url, Duration timeout, String keyPrefix) {}

  /**
   * How this process ends.
   *
   * @param notice in a cluster: from being not ready to closing its doors
   * @param spread connections are sent away over so long
   * @param generations running answers may end by themselves for so long after that
   */
  public record Shutdown(Duration notice, Duration spread, Duration generations) {
    /** Everything that a stop may wait for. */
    public Duration total() {
      return notice.plus(spread).plus(generations);
    }
  }

  /**
   * @param port where a process without the gateway role says how it is; 0 for nowhere
   */
  public record Health(int port) {}

  /**
   * @param semantic messages are found by their meaning, too
   */
  public record Search(boolean semantic) {}

  /**
   * How programs reach the event bus.
   *
   * @param tcpPort 0 for no TCP
   * @param services programs that may serve
   */
  public record Bridge(String tcpHost, int tcpPort, List<Service> services) {
    /** Only what every server has. */
    public static final Bridge NONE = new Bridge("127.0.0.1", 0, List.of());

    public Bridge {
      services = List.copyOf(services);
    }
  }

  /**
   * @param token what the program shows
   * @param addresses of the event bus that it may serve; never empty
   */
  public record Service(String name, Secret token, List<String> addresses) {
    public Service {
      addresses = List.copyOf(addresses);
    }
  }

  /**
   * @param address of the moderator on the event bus; null for none
   * @param timeout of one question
   * @param failOpen a text passes that could not be looked at; otherwise it is refused
   */
  public record Moderation(String address, Duration timeout, boolean failOpen) {
    /** Nobody is asked. */
    public static final Moderation NONE = new Moderation(null, Duration.ofSeconds(2), false);
  }
}
