# Built in one image and run in another that has neither Maven nor the sources.
FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /build
COPY pom.xml ./
RUN mvn -B -q dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory=/build/lib
COPY conf conf
COPY src src
COPY webroot webroot
RUN mvn -B -q package -Dmaven.test.skip=true && cp target/parley-*.jar lib/parley.jar

FROM eclipse-temurin:25-jre
# Nothing in it needs root.
RUN useradd --system --uid 10001 --user-group parley && install -d -o parley -g parley /data
WORKDIR /opt/parley
COPY --from=build /build/lib lib
USER parley
ENV HOST=0.0.0.0 PORT=8080 PARLEY_DATA_DIR=/data
EXPOSE 8080
VOLUME /data
# Bash can open a connection by itself, so the image needs no further program.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/$PORT && printf 'GET /health/live HTTP/1.0\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", \
  "-XX:MaxRAMPercentage=60", "-cp", "lib/*", "dev.parley.Main"]
