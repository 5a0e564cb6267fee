# Building what the runnable server needs; sourced by the other scripts, from the project's root.

# server_jar: the packaged server, empty if it is not built
server_jar() {
    local jar
    for jar in signalling/target/signalling-*-SNAPSHOT.jar; do
        [ -f "$jar" ] && printf '%s' "$jar"
        return 0
    done
}

# build_if_needed: compiles and packages when there is no jar or a source is newer than it
build_if_needed() {
    local jar
    jar=$(server_jar)
    if [ -n "$jar" ] && [ -d signalling/target/lib ] &&
        [ -z "$(find media-core/src/main signalling/src/main pom.xml media-core/pom.xml signalling/pom.xml -newer "$jar" -print -quit)" ]; then
        return 0
    fi
    if ! command -v mvn >/dev/null 2>&1; then
        echo "Maven is needed to build; install it (Debian: apt-get install maven)" >&2
        exit 3
    fi
    echo "Building (the first time downloads libraries; a minute or two) ..." >&2
    JAVA_HOME=$(oldest_jdk) mvn -B -ntp -q package -DskipTests -Dspotless.check.skip=true -pl media-core,signalling >&2
}

# server_classpath: the jars of the runnable server
server_classpath() {
    printf '%s:%s' "$(server_jar)" 'signalling/target/lib/*'
}

# start_archive JAVA VERSION OPTION...: the options that let this java start quickly, from an archive of the classes that
# are loaded (JDK 25: and of how they run) which a short run of the server leaves behind; made anew when the server was
# built anew. Prints nothing where that does not work or the tree is read-only: the server starts all the same.
start_archive() {
    local java=$1 version=$2 file new record use
    shift 2
    if [ "$version" -ge 25 ]; then
        file=signalling/target/start-$version.aot
        record=AOTCacheOutput
        use="-XX:AOTCache=$file -Xlog:aot=off -Xlog:cds=off"
    else
        file=signalling/target/start-$version.jsa
        record=ArchiveClassesAtExit
        use="-XX:SharedArchiveFile=$file -Xlog:cds=off -Xlog:cds+dynamic=off"
    fi
    if [ ! "$file" -nt "$(server_jar)" ] && [ -w signalling/target ]; then
        echo "Preparing quick starts ..." >&2
        new=$file.$$
        record_start "$java" "-XX:$record=$new" "$@" >/dev/null 2>&1 || true
        [ -s "$new" ] || : >"$new" # an empty one says that it was tried
        mv -f "$new" "$file"
    fi
    [ -s "$file" ] && printf '%s' "$use"
    return 0
}

# record_start JAVA OPTION...: starts the server on ports of its own, and ends it as soon as it is ready
record_start() {
    local java=$1 log server
    shift
    log=$(mktemp)
    "$java" "$@" -cp "$(server_classpath)" io.zvonok.signalling.Main --bind-address 127.0.0.1 --http-port 0 --udp-port 0 \
        >"$log" 2>&1 &
    server=$!
    for _ in $(seq 300); do
        grep -q 'is ready' "$log" && break
        kill -0 "$server" 2>/dev/null || break
        sleep 0.1
    done
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    rm -f "$log"
}

# benchmark_classpath: classes and libraries of the benchmarks and the load tester; built when there are none or a source
# is newer
benchmark_classpath() {
    if [ ! -d benchmarks/target/classes/io ] || [ ! -f benchmarks/target/classpath.txt ] ||
        [ -n "$(find benchmarks/src/main benchmarks/pom.xml media-core/src signalling/src/main -newer benchmarks/target/classpath.txt -print -quit 2>/dev/null)" ]; then
        if ! command -v mvn >/dev/null 2>&1; then
            echo "Maven is needed to build; install it (Debian: apt-get install maven)" >&2
            exit 3
        fi
        echo "Building the benchmarks ..." >&2
        JAVA_HOME=$(oldest_jdk) mvn -B -ntp -q install -DskipTests -Dspotless.check.skip=true >&2
        JAVA_HOME=$(oldest_jdk) mvn -B -ntp -q -pl benchmarks dependency:build-classpath -Dmdep.outputFile=target/classpath.txt >&2
        touch benchmarks/target/classpath.txt # the plugin leaves it alone when it is the same
    fi
    printf 'benchmarks/target/classes:%s' "$(cat benchmarks/target/classpath.txt)"
}
