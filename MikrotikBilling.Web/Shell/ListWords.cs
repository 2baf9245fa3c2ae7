using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Web.Shell;

/// <summary>A list as its address says it, with the names of what was given and cannot be read: a page leaves these out, a program is told.</summary>
public interface IListQuery
{
    IEnumerable<string> Unreadable { get; }
}

/// <summary>
/// For all JSON that is read: a parameter that the endpoint does not know, or a value it cannot read, is refused with 400. Answering a wrong
/// filter with everybody would let a program act on everybody.
/// </summary>
public static class ListWords
{
    private static readonly FrozenSet<string> Cursors = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "cursor", "after", "before");

    public static RouteGroupBuilder ReadsStrictly(this RouteGroupBuilder routes)
    {
        routes.AddEndpointFilterFactory((context, next) =>
        {
            var known = context.MethodInfo.GetParameters().SelectMany(Names).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
            return async call => HttpMethods.IsGet(call.HttpContext.Request.Method) && Refused(call, known) is { } refusal
                ? ApiResults.Problem(refusal, StatusCodes.Status400BadRequest)
                : await next(call);
        });
        return routes;
    }

    /// <summary>The choice that a word of the address names; null for none and for one that is unknown.</summary>
    public static T? Word<T>(string? text) where T : struct, Enum =>
        Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && !int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? value : null;

    /// <summary>A day as date fields send it: <c>2026-11-21</c>.</summary>
    public static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static Refusal? Refused(EndpointFilterInvocationContext call, FrozenSet<string> known)
    {
        var given = call.HttpContext.Request.Query;
        if (given.Count == 0) return null;
        if (given.Keys.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            return new Refusal("invalid-input", known.Count == 0 ? Phrase.Of($"There is no parameter {unknown} here.") : Phrase.Of($"There is no parameter {unknown} here; there are {string.Join(", ", known.Order(StringComparer.Ordinal))}."), unknown);
        var wrong = call.Arguments.OfType<IListQuery>().SelectMany(query => query.Unreadable)
            .Concat(Cursors.Where(name => given[name].ToString() is { Length: > 0 } text && known.Contains(name) && !Cursor.IsCursor(text)))
            .Distinct(StringComparer.Ordinal).ToList();
        return wrong.Count == 0 ? null : new Refusal("invalid-input", $"Cannot be read: {string.Join(", ", wrong)}.", wrong[0]);
    }

    private static IEnumerable<string> Names(ParameterInfo parameter) =>
        parameter.IsDefined(typeof(AsParametersAttribute)) ? parameter.ParameterType.GetConstructors()[0].GetParameters().Where(p => IsWord(p.ParameterType)).Select(p => p.Name!)
        : IsWord(parameter.ParameterType) ? [parameter.GetCustomAttribute<FromQueryAttribute>()?.Name ?? parameter.Name!]
        : [];

    /// <summary>Comes from the address, and not from the body or the services.</summary>
    private static bool IsWord(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var plain && (plain == typeof(string) || plain.IsPrimitive || plain.IsEnum || plain == typeof(Guid) || plain == typeof(DateTime) || plain == typeof(DateTimeOffset) || plain == typeof(DateOnly));
}
