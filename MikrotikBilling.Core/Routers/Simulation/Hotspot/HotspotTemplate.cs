using System.Text;

namespace MikrotikBilling.Core.Routers.Simulation.Hotspot;

/// <summary>Fills a stored page as the router does: <c>$(name)</c>, <c>$(if name)</c>, <c>$(if name == 'value')</c>, <c>!=</c>, <c>$(elif …)</c>, <c>$(else)</c>, <c>$(endif)</c>.</summary>
internal static class HotspotTemplate
{
    public static string Fill(string text, Func<string, string> value)
    {
        var (result, at) = (new StringBuilder(text.Length), 0);
        // For each open "if": whether its present part is shown, and whether one of its parts was.
        var open = new Stack<(bool Shown, bool WasShown)>();
        while (text.IndexOf("$(", at, StringComparison.Ordinal) is >= 0 and var begin && text.IndexOf(')', begin) is >= 0 and var end)
        {
            if (IsShown()) result.Append(text, at, begin - at);
            Do(text[(begin + 2)..end].Trim());
            at = end + 1;
        }
        return result.Append(text, at, text.Length - at).ToString();

        bool IsShown() => open.All(part => part.Shown);

        void Do(string word)
        {
            if (word.StartsWith("if ", StringComparison.Ordinal))
            {
                var holds = Holds(word[3..], value);
                open.Push((holds, holds));
            }
            else if (word.StartsWith("elif ", StringComparison.Ordinal) && open.TryPop(out var before))
            {
                var holds = !before.WasShown && Holds(word[5..], value);
                open.Push((holds, holds || before.WasShown));
            }
            else if (word == "else" && open.TryPop(out var other)) open.Push((!other.WasShown, true));
            else if (word == "endif") open.TryPop(out _);
            else if (IsShown()) result.Append(value(word));
        }
    }

    private static bool Holds(string condition, Func<string, string> value)
    {
        var isNot = condition.Contains("!=", StringComparison.Ordinal);
        if (condition.Split(isNot ? "!=" : "==", 2) is not [var name, var wanted]) return value(condition.Trim()).Length > 0;
        return (value(name.Trim()) == wanted.Trim().Trim('\'', '"')) != isNot;
    }
}
