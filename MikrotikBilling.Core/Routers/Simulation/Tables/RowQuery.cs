using System.Globalization;
using System.Net;

namespace MikrotikBilling.Core.Routers.Simulation.Tables;

/// <summary>The query words of <c>print</c>: a stack machine over booleans (MikroTik manual, "API", section "Queries").</summary>
internal sealed class RowQuery(IReadOnlyList<string> words)
{
    public bool IsEmpty => words.Count == 0;

    /// <summary>The name a plain <c>?name=x</c> asks for when that is the whole query: found by index.</summary>
    public string? OnlyName =>
        words is [var word] ? word.StartsWith("?name=", StringComparison.Ordinal) ? word[6..]
            : word.StartsWith("?=name=", StringComparison.Ordinal) ? word[7..] : null : null;

    public bool Keeps(Func<string, string?> property)
    {
        var stack = new List<bool>();
        foreach (var word in words)
        {
            var text = word.AsSpan(1);
            if (text.StartsWith("#")) Operate(stack, text[1..]);
            else stack.Add(Test(text, property));
        }
        return !stack.Contains(false);
    }

    private static bool Test(ReadOnlySpan<char> text, Func<string, string?> property)
    {
        if (text.StartsWith("-")) return property(text[1..].ToString()) is null;
        var how = text.Length > 0 && text[0] is '=' or '<' or '>' ? text[0] : ' ';
        if (how != ' ') text = text[1..];
        var equals = text.IndexOf('=');
        if (equals < 0) return property(text.ToString()) is not null;
        var name = text[..equals].ToString();
        if (property(name) is not { } actual) return false;
        var wanted = text[(equals + 1)..].ToString();
        return how switch
        {
            '<' => Compare(actual, wanted) < 0,
            '>' => Compare(actual, wanted) > 0,
            _ => Same(name, actual, wanted),
        };
    }

    /// <summary>Text is compared as text (a user named 007 is not 7), booleans and spans as what they mean.</summary>
    private static bool Same(string name, string actual, string wanted) => actual == wanted || (actual, wanted) switch
    {
        ("true", "yes") or ("yes", "true") or ("false", "no") or ("no", "false") => true,
        _ => name.EndsWith("time", StringComparison.Ordinal)
            && Durations.TryRead(actual, out var a) && Durations.TryRead(wanted, out var b) && a == b,
    };

    private static int Compare(string actual, string wanted)
    {
        if (Values(actual, wanted) is { } values) return values.Actual.CompareTo(values.Wanted);
        if (IPAddress.TryParse(actual, out _) && AddressRange.TryNumber(actual, out var a) && AddressRange.TryNumber(wanted, out var b))
            return a.CompareTo(b);
        return string.CompareOrdinal(actual, wanted);
    }

    /// <summary>Numbers and times compare as values.</summary>
    private static (decimal Actual, decimal Wanted)? Values(string actual, string wanted)
    {
        if (decimal.TryParse(actual, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var a)
            && decimal.TryParse(wanted, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var b)) return (a, b);
        if (actual.Length > 0 && wanted.Length > 0 && Durations.TryRead(actual, out var at) && Durations.TryRead(wanted, out var bt))
            return (at.Ticks, bt.Ticks);
        return null;
    }

    /// <summary>
    /// Operators of one <c>?#</c> word, left to right. An index followed by another character pushes a copy of that value;
    /// at the end of the word it replaces the whole stack.
    /// </summary>
    private static void Operate(List<bool> stack, ReadOnlySpan<char> operators)
    {
        for (var i = 0; i < operators.Length; i++)
        {
            switch (operators[i])
            {
                case '!':
                    stack.Add(!Pop(stack));
                    break;
                case '&':
                    var (right, left) = (Pop(stack), Pop(stack));
                    stack.Add(left && right);
                    break;
                case '|':
                    (right, left) = (Pop(stack), Pop(stack));
                    stack.Add(left || right);
                    break;
                case '.':
                    if (i == 0 || !char.IsAsciiDigit(operators[i - 1])) stack.Add(Peek(stack, 0));
                    break;
                case >= '0' and <= '9':
                    var start = i;
                    while (i + 1 < operators.Length && char.IsAsciiDigit(operators[i + 1])) i++;
                    var value = !int.TryParse(operators[start..(i + 1)], CultureInfo.InvariantCulture, out var index) || Peek(stack, index);
                    if (i + 1 == operators.Length) stack.Clear();
                    stack.Add(value);
                    break;
                default:
                    break;
            }
        }
    }

    private static bool Peek(List<bool> stack, int index) => index >= stack.Count || stack[stack.Count - 1 - index];

    private static bool Pop(List<bool> stack)
    {
        if (stack.Count == 0) return true; // below the bottom it is true without end
        var value = stack[^1];
        stack.RemoveAt(stack.Count - 1);
        return value;
    }
}
