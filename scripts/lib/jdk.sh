# Finding JDKs; sourced by the other scripts.

# jdk_version HOME: the feature version (17, 21, 25 ...) of the JDK in HOME, empty if there is none
jdk_version() {
    [ -x "$1/bin/java" ] || return 0
    local written
    written=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null) || true
    if [ -n "$written" ]; then
        echo "$written"
        return 0
    fi
    "$1/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.specification\.version = \([0-9]*\).*/\1/p'
}

# jdks: one line "VERSION HOME" for each JDK (with a compiler) of version 17 or later, oldest first
jdks() {
    local home version
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk*; do
        [ -n "$home" ] && [ -x "$home/bin/javac" ] || continue
        version=$(jdk_version "$home")
        [ -n "$version" ] && [ "$version" -ge 17 ] && printf '%s %s\n' "$version" "$(readlink -f "$home")"
    done | sort -n -u
}

# newest_jdk: the home of the newest one
newest_jdk() {
    jdks | tail -n 1 | cut -d' ' -f2-
}

# oldest_jdk: the home of the oldest one that is 17 or later; the build compiles with it
oldest_jdk() {
    jdks | head -n 1 | cut -d' ' -f2-
}

# jdk_flags VERSION: what a JDK of that version needs for Netty and jitsi-srtp
jdk_flags() {
    if [ "$1" -ge 24 ]; then
        printf '%s' '--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow'
    fi
}
