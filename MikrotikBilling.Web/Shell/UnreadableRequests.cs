using System.ComponentModel;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using MikrotikBilling.Core.Kernel;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Web.Shell;

/// <summary>
/// A body or an address of the JSON part that cannot be read: the problem names the member or the parameter, and says what would be read.
/// </summary>
internal sealed partial class UnreadableRequests(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var path = httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? httpContext.Request.Path.Value;
        if (exception is not BadHttpRequestException bad || !ShellErrors.WantsProblem(httpContext.Request, path)) return false;
        var (field, detail) = bad.InnerException is JsonException json ? Body(json) : Parameter(bad.Message);
        if (detail is null) return false;
        var problem = new ProblemDetails { Status = bad.StatusCode, Title = detail };
        if (field is not null) problem.Extensions["field"] = field;
        httpContext.Response.StatusCode = bad.StatusCode;
        return await problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
    }

    /// <summary>The member by its path in the body, <c>lines[0].price</c>, and what is wrong with it.</summary>
    internal static (string? Field, string Detail) Body(JsonException json)
    {
        var field = json.Path is { Length: > 2 } path && path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : null;
        // What the reader says of broken JSON comes from within; of a value that does not fit, by itself.
        if (json.InnerException is JsonException)
            return (field, $"The body is not JSON: something is wrong in line {(json.LineNumber ?? 0) + 1}, byte {(json.BytePositionInLine ?? 0) + 1}.");
        var name = field ?? "The body";
        if (json.Message.Contains("could not be mapped to any .NET member", StringComparison.Ordinal)) return (field, $"{name} is not known here.");
        if (json.Message.Contains("missing required properties", StringComparison.Ordinal)) return (field, $"{name} lacks {string.Join(", ", Quoted().Matches(json.Message[json.Message.IndexOf(':', StringComparison.Ordinal)..]).Select(m => m.Groups["name"].Value))}.");
        return (field, Asked(json.Message) is { } asked ? $"{name} must be {asked}." : $"{name} has a value that cannot be read.");
    }

    private static (string? Field, string? Detail) Parameter(string message) =>
        Failed().Match(message) is { Success: true } failed ? (failed.Groups["name"].Value, $"{failed.Groups["name"].Value} cannot be “{failed.Groups["value"].Value}”.") : (null, null);

    /// <summary>What in the query is no value of its endpoint's parameter: of one that may be left out, the reader only says that something is wrong.</summary>
    internal static (string Field, string Detail)? Parameter(IStatusCodeReExecuteFeature? asked)
    {
        if (asked is not { Endpoint: { } endpoint, OriginalQueryString: { Length: > 0 } query }) return null;
        var sent = QueryHelpers.ParseQuery(query);
        foreach (var wanted in endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Where(p => p.HasTryParse))
        {
            var type = wanted.ParameterInfo.ParameterType;
            if (!sent.TryGetValue(wanted.Name, out var values) || values is not [{ Length: > 0 } value, ..] || TypeDescriptor.GetConverter(Nullable.GetUnderlyingType(type) ?? type).IsValid(value)) continue;
            return (wanted.Name, $"{wanted.Name} cannot be “{TextRules.Cut(value, 100)}”.");
        }
        return null;
    }

    /// <summary>What would have been read, by the type that the reader names.</summary>
    private static Phrase? Asked(string message) => Wanted().Match(message) is { Success: true, Value: var type } ? type switch
    {
        "Decimal" or "Double" => "a number",
        "Int32" or "Int64" => "a whole number",
        "Boolean" => "true or false",
        "String" => "a text",
        "Guid" => "an id",
        "DateOnly" => "a day such as 2026-03-31",
        "DateTimeOffset" or "DateTime" => "a moment such as 2026-03-31T12:00:00Z",
        _ => null,
    } : message.Contains("JSON value", StringComparison.Ordinal) ? null : message.TrimEnd('.');

    [GeneratedRegex("(?<=System\\.|supported |for an? )(?:Decimal|Double|Int32|Int64|Boolean|String|Guid|DateOnly|DateTimeOffset|DateTime)(?![\\w.`]*\\w)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Wanted();

    [GeneratedRegex("Failed to bind parameter \"(?:[^\"]* )?(?<name>\\w+)\" from \"(?<value>.{0,100})\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Failed();

    [GeneratedRegex("'(?<name>\\w+)'", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Quoted();
}
