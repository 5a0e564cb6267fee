package io.zvonok.signalling.rest;

import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLSession;

/** A response that was read from a socket by hand. */
record RawResponse(String head, String body) implements HttpResponse<String> {
    @Override
    public int statusCode() {
        return Integer.parseInt(head.substring(9, 12));
    }

    @Override
    public HttpHeaders headers() {
        return HttpHeaders.of(
                Arrays.stream(head.split("\r\n"))
                        .skip(1)
                        .map(line -> line.split(": ", 2))
                        .collect(Collectors.groupingBy(
                                line -> line[0], Collectors.mapping(line -> line[1], Collectors.toList()))),
                (name, value) -> true);
    }

    @Override
    public HttpRequest request() {
        throw new UnsupportedOperationException("it was written by hand");
    }

    @Override
    public Optional<HttpResponse<String>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return Optional.empty();
    }

    @Override
    public URI uri() {
        return URI.create("http://127.0.0.1/");
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }

    List<String> lines() {
        return List.of(head.split("\r\n"));
    }
}
