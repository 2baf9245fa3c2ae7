namespace MikrotikBilling.Core.Data;

/// <summary>
/// Which job or command the present work belongs to, in all scopes it opens; null for requests and background loops. The history names it.
/// </summary>
/// <param name="Kind"><c>job</c> or <c>command</c>.</param>
public sealed record WorkOrigin(string Kind, string Name)
{
    public const string Job = "job";
    public const string Command = "command";

    private static readonly AsyncLocal<WorkOrigin?> Present = new();

    public static WorkOrigin? Current => Present.Value;

    /// <summary>Holds for the caller and what it calls, until disposed.</summary>
    public static IDisposable Begin(string kind, string name)
    {
        var before = Present.Value;
        Present.Value = new WorkOrigin(kind, name);
        return new Ending(before);
    }

    private sealed class Ending(WorkOrigin? before) : IDisposable
    {
        public void Dispose() => Present.Value = before;
    }
}
