# Built in one image and run in another that has neither Maven nor the sources.
FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /build
# The libraries change seldom: a layer of their own, here and below.
COPY pom.xml ./
RUN mvn -B -q dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/build/lib
COPY conf conf
COPY docs/asyncapi.yaml docs/
COPY webroot webroot
COPY src/main src/main
RUN mvn -B -q package -Dmaven.test.skip=true && cp target/parley-*.jar parley.jar

FROM eclipse-temurin:25-jre
# Nothing in it needs root.
RUN useradd --system --uid 10001 --user-group parley && install -d -o parley -g parley /data
WORKDIR /opt/parley
COPY --from=build /build/lib lib
COPY conf/jvm.options conf/
COPY --from=build /build/parley.jar lib/
USER 10001:10001
# One port for whoever asks how it is, whatever its roles are.
ENV HOST=0.0.0.0 PORT=8080 PARLEY_HEALTH_PORT=8080 PARLEY_DATA_DIR=/data
EXPOSE 8080
VOLUME /data
# Bash can open a connection by itself, so the image needs no further program.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/$PORT && printf 'GET /health/live HTTP/1.0\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]
# After an OutOfMemoryError nothing is certain: whoever started it starts it again.
ENTRYPOINT ["java", "@conf/jvm.options", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", \
  "-cp", "lib/*", "dev.parley.Main"]
