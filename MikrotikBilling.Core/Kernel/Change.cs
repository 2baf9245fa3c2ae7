namespace MikrotikBilling.Core.Kernel;

/// <summary>What was and what is, said the same way in the history, in previews and in results.</summary>
public static class Change
{
    /// <summary><c>name Ann → Anna</c>.</summary>
    public static string Words(string what, string? before, string? after, string none = "none") => $"{what} {before ?? none} → {after ?? none}";
}
