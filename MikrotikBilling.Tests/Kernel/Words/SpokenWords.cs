using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Tests.Kernel.Words;

/// <summary>Every phrase of a program, read from its code: what stands as text where a phrase is wanted, and what an interpolated string makes.</summary>
internal static class SpokenWords
{
    private static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(c => c.Value);

    /// <summary>The keys, with the method that says each, and what is turned into a phrase only when it runs, which nobody could translate.</summary>
    public static IEnumerable<Spoken> Of(Assembly program)
    {
        foreach (var type in program.GetTypes())
            foreach (var method in type.GetMembers(BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OfType<MethodBase>())
                if (method.GetMethodBody() is { } body)
                    foreach (var key in Keys([.. Steps(body.GetILAsByteArray() ?? [], method)]))
                        yield return key with { Where = $"{type.FullName}.{method.Name}" };
    }

    /// <summary>Where a text that was put together first becomes a phrase: its values stand in it already, so no language has it.</summary>
    public static IEnumerable<string> PutTogether(Assembly program) => Made(program).Where(m => m.From.DeclaringType == typeof(DefaultInterpolatedStringHandler) || (m.From.DeclaringType == typeof(string) && m.From.Name is nameof(string.Concat) or nameof(string.Create) or nameof(string.Format))).Select(m => m.Where);

    /// <summary>Properties of others that become a phrase as they are, and would be looked up among our words, whatever stands in them.</summary>
    public static IEnumerable<Spoken> LookedUp(Assembly program) =>
        Made(program).Where(m => m.From.Name.StartsWith("get_", StringComparison.Ordinal)).Select(m => new Spoken($"{m.From.DeclaringType!.Name}.{m.From.Name[4..]}", m.Where));

    /// <summary>What gave the text that becomes a phrase.</summary>
    private static IEnumerable<(MethodInfo From, string Where)> Made(Assembly program)
    {
        foreach (var type in program.GetTypes())
            foreach (var method in type.GetMembers(BindingFlags.DeclaredOnly | BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OfType<MethodBase>())
            {
                if (method.GetMethodBody() is not { } body) continue;
                Step[] steps = [.. Steps(body.GetILAsByteArray() ?? [], method)];
                for (var i = 1; i < steps.Length; i++)
                    if (steps[i].Called is MethodInfo { Name: "op_Implicit" } made && made.ReturnType == typeof(Phrase) && steps[i - 1].Called is MethodInfo from)
                        yield return (from, $"{type.FullName}.{method.Name}");
            }
    }

    private static IEnumerable<Spoken> Keys(Step[] steps)
    {
        var open = new Stack<Unfinished>();
        var late = false;
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].Called is not { } called || called.DeclaringType != typeof(Phrase)) continue;
            switch (called.Name)
            {
                case ".ctor" when called.GetParameters() is [{ ParameterType.Name: "Int32" }, _] && steps[i - 2].Number is { } letters && steps[i - 1].Number is { } holes:
                    open.Push(new Unfinished(letters, holes));
                    break;
                case nameof(Phrase.AppendLiteral) when open.TryPeek(out var phrase) && steps[i - 1].Text is { } text:
                    phrase.Literal(text);
                    break;
                case nameof(Phrase.AppendFormatted) when open.TryPeek(out var phrase):
                    phrase.Hole();
                    break;
                case "op_Implicit" when ((MethodInfo)called).ReturnType == typeof(Phrase):
                    if (steps[i - 1].Text is { } words) yield return new Spoken(words);
                    late |= steps[i - 1].Text is null || i > 1 && steps[i - 2].Code.FlowControl is FlowControl.Branch;
                    break;
            }
            if (open.TryPeek(out var done) && done.IsWhole) yield return new Spoken(open.Pop().Key);
        }
        if (!late) yield break;
        // The arms of a choice: a text that is left lying for whoever comes after the choice.
        for (var i = 0; i + 1 < steps.Length; i++)
            if (steps[i].Text is { } arm && (steps[i + 1].Code.FlowControl is FlowControl.Branch || steps[i + 1].Code.Name!.StartsWith("stloc", StringComparison.Ordinal) || IsPaired(steps, i + 1)))
                yield return new Spoken(arm);
    }

    /// <summary>Put into a pair, perhaps with a number or another text after it.</summary>
    private static bool IsPaired(Step[] steps, int at)
    {
        while (at < steps.Length && (steps[at].Number is not null || steps[at].Text is not null)) at++;
        return at < steps.Length && steps[at].Called?.DeclaringType?.Name.StartsWith("ValueTuple", StringComparison.Ordinal) == true;
    }

    private static IEnumerable<Step> Steps(byte[] code, MethodBase method)
    {
        var at = 0;
        while (at < code.Length)
        {
            short value = code[at++];
            if (value == 0xFE) value = (short)(0xFE00 | code[at++]);
            var operation = Codes[value];
            var size = operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
            var operand = size == 4 ? BitConverter.ToInt32(code, at) : size == 1 ? (sbyte)code[at] : 0;
            at += size;
            if (operation.Name == "nop") continue;
            yield return new Step(operation, operation.OperandType == OperandType.InlineString ? method.Module.ResolveString(operand) : null, CallOf(operation, operand, method), NumberOf(operation, operand));
        }
    }

    private static MethodBase? CallOf(OpCode operation, int token, MethodBase method)
    {
        if (operation.OperandType != OperandType.InlineMethod) return null;
        var type = method.DeclaringType;
        return method.Module.ResolveMethod(token, type is { IsGenericType: true } ? type.GetGenericArguments() : null, method.IsGenericMethod ? method.GetGenericArguments() : null);
    }

    private static int? NumberOf(OpCode operation, int operand) => operation.Name switch
    {
        "ldc.i4.s" or "ldc.i4" => operand,
        { } name when name.StartsWith("ldc.i4.", StringComparison.Ordinal) && int.TryParse(name[7..], System.Globalization.CultureInfo.InvariantCulture, out var small) => small,
        _ => null,
    };

    internal sealed record Spoken(string Key, string Where = "");

    private sealed record Step(OpCode Code, string? Text, MethodBase? Called, int? Number);

    private sealed class Unfinished(int letters, int holes)
    {
        private readonly int _all = holes;
        private int _letters = letters;
        private int _holes = holes;

        public string Key { get; private set; } = "";

        public bool IsWhole => _letters == 0 && _holes == 0;

        public void Literal(string text)
        {
            _letters -= text.Length;
            Key += _all == 0 ? text : text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);
        }

        public void Hole() => Key += $"{{{_all - _holes--}}}";
    }
}
