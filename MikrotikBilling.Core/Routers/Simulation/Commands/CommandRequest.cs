using MikrotikBilling.Core.Routers.Simulation.Serving;

namespace MikrotikBilling.Core.Routers.Simulation.Commands;

/// <summary>One sentence from a client, taken apart.</summary>
internal sealed class CommandRequest
{
    private CommandRequest(string path)
    {
        Path = path;
        var slash = path.LastIndexOf('/');
        (MenuPath, Verb) = slash < 0 ? ("", path) : (path[..slash], path[(slash + 1)..]);
    }

    public string Path { get; }

    public string MenuPath { get; }

    public string Verb { get; }

    public string? Tag { get; private set; }

    /// <summary>Attributes by name; the last one wins.</summary>
    public Dictionary<string, string> Arguments { get; } = new(StringComparer.Ordinal);

    /// <summary>Query words in order, with their question mark.</summary>
    public List<string> Query { get; } = [];

    public static CommandRequest Parse(IReadOnlyList<ReadOnlyMemory<byte>> sentence)
    {
        var request = new CommandRequest(RawText.Decode(sentence[0].Span));
        foreach (var bytes in sentence.Skip(1))
        {
            var word = RawText.Decode(bytes.Span);
            switch (word)
            {
                case ['=', ..]:
                    var equals = word.IndexOf('=', 1);
                    if (equals < 0) request.Arguments[word[1..]] = "";
                    else request.Arguments[word[1..equals]] = word[(equals + 1)..];
                    break;
                case ['?', ..]:
                    request.Query.Add(word);
                    break;
                default:
                    if (word.StartsWith(".tag=", StringComparison.Ordinal)) request.Tag = word[5..];
                    break;
            }
        }
        return request;
    }

    public bool Switch(string name) => Arguments.TryGetValue(name, out var value) && value is "" or "yes" or "true";

    /// <summary>What <c>.id</c> or <c>numbers</c> names.</summary>
    public string? Numbers => Arguments.GetValueOrDefault(".id") ?? Arguments.GetValueOrDefault("numbers");
}
