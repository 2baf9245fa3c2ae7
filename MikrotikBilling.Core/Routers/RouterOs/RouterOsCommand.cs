namespace MikrotikBilling.Core.Routers.RouterOs;

/// <summary>
/// One command to a router: the path with its verb (<c>/ppp/secret/add</c>), attributes, query words and a deadline.
/// Immutable; each <c>With…</c> returns a copy. The tag is given by the connection.
/// </summary>
public sealed class RouterOsCommand
{
    private RouterOsCommand(string path, IReadOnlyList<string> words, TimeSpan? deadline)
    {
        Path = path;
        Words = words;
        Deadline = deadline;
    }

    public string Path { get; }

    /// <summary>Attribute and query words in the order they are sent, without the path and the tag.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Time allowed until the last reply; null takes the connection's default, <see cref="Timeout.InfiniteTimeSpan"/> has none (listen).</summary>
    public TimeSpan? Deadline { get; }

    /// <summary>Ends only when cancelled (<c>listen</c>, or told so by an infinite deadline): no deadline, and not counted in the window.</summary>
    public bool IsEndless =>
        Deadline == Timeout.InfiniteTimeSpan || (Deadline is null && Path.EndsWith("/listen", StringComparison.Ordinal));

    public static RouterOsCommand Of(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new RouterOsCommand(path, [], null);
    }

    /// <summary><c>=name=value</c>; a null value leaves the attribute out.</summary>
    public RouterOsCommand With(string name, string? value) => value is null ? this : Append($"={name}={value}");

    public RouterOsCommand With(string name, bool value) => Append($"={name}={(value ? "yes" : "no")}");

    /// <summary><c>=.proplist=a,b,c</c>: the columns wanted. Always name them: without a list the router sends everything, even slow counters.</summary>
    public RouterOsCommand Columns(params ReadOnlySpan<string> names) => Append("=.proplist=" + string.Join(',', names!));

    /// <summary>A raw query word with its question mark (<c>?name=x</c>, <c>?#|</c>). Order matters.</summary>
    public RouterOsCommand Where(string queryWord) => Append(queryWord);

    public RouterOsCommand WhereEquals(string name, string value) => Append($"?{name}={value}");

    public RouterOsCommand Within(TimeSpan deadline) => new(Path, Words, deadline);

    private RouterOsCommand Append(string word)
    {
        ArgumentException.ThrowIfNullOrEmpty(word); // an empty word would end the sentence
        return new RouterOsCommand(Path, [.. Words, word], Deadline);
    }

    /// <summary>For logs: secrets are masked.</summary>
    public override string ToString() => string.Join(' ', [Path, .. SecretWords.MaskAll(Words)]);
}
