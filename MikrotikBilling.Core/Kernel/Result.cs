using System.Diagnostics.CodeAnalysis;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Core.Kernel;

/// <summary>Why the business said no.</summary>
/// <param name="Code">Stable: <c>voucher.already-redeemed</c>.</param>
/// <param name="Words">For people.</param>
/// <param name="Field">The input member it concerns (<c>UserName</c>), when there is one.</param>
public sealed record Refusal(string Code, Phrase Words, string? Field = null)
{
    public const string NotFoundCode = "not-found";
    public const string StaleCode = "stale";

    public static Refusal NotFound { get; } = new(NotFoundCode, "There is no such record.");

    public static Refusal Stale { get; } =
        new(StaleCode, "Somebody else changed this in the meantime. Nothing was saved.");

    /// <summary>In the language of whoever reads it now.</summary>
    public string Message => Words.ToString();

    public bool IsNotFound => Code == NotFoundCode;
}

/// <summary>The outcome of a change: done, or refused with a reason.</summary>
public readonly record struct Result(Refusal? Refusal)
{
    public static Result Success => new(null);

    public static Result NotFound => new(Refusal.NotFound);

    public static Result Stale => new(Refusal.Stale);

    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Ok => Refusal is null;

    public static Result Refuse(string code, Phrase message, string? field = null) => new(new Refusal(code, message, field));

    public static implicit operator Result(Refusal refusal) => new(refusal);

    public static Result FromRefusal(Refusal refusal) => new(refusal);
}

/// <summary>The outcome of a change that yields a value.</summary>
public readonly record struct Result<T>(T? Value, Refusal? Refusal)
{
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Ok => Refusal is null;

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);

    public static implicit operator Result(Result<T> result) => new(result.Refusal);

    public Result ToResult() => new(Refusal);
}
