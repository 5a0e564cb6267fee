package io.zvonok.signalling;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Being told to end. The JVM's own way, a shutdown hook, knows nothing of a second signal and keeps the exit code to
 * itself; the class that does is not part of Java SE, so it is looked for.
 *
 * <p>Thread: the action runs on one that the JVM makes for each signal.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs the action at each SIGTERM and each Ctrl-C.
     *
     * @return false where that cannot be had: then they begin the shutdown of the JVM
     */
    static boolean onTermination(Runnable action) {
        InvocationHandler handler = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                action.run();
                yield null;
            }
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            default -> "termination";
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
            Object handling =
                    Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handlerType}, handler);
            for (String name : new String[] {"TERM", "INT"}) {
                signal.getMethod("handle", signal, handlerType)
                        .invoke(null, signal.getConstructor(String.class).newInstance(name), handling);
            }
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException kept) {
            return false;
        }
    }
}
