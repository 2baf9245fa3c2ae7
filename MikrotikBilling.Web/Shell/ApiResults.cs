using System.Text.Json;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Http.HttpResults;
using MikrotikBilling.Core.Kernel;

namespace MikrotikBilling.Web.Shell;

/// <summary>A list as JSON: <c>{"items":[…],"next":cursor or null}</c>.</summary>
public sealed record ApiList<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Refusals as problem details (RFC 9457): the code is the <c>type</c>.</summary>
public static class ApiResults
{
    public static ApiList<T> List<T>(Page<T> page) => new(page.Items, page.Next);

    public static ProblemHttpResult Problem(Refusal refusal, int? status = null) => TypedResults.Problem(
        title: refusal.Message,
        type: refusal.Code,
        statusCode: status ?? (refusal.IsNotFound ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict),
        extensions: refusal.Field is { } field ? new Dictionary<string, object?>(StringComparer.Ordinal) { ["field"] = JsonNameOf(field) } : null);

    public static Results<Ok<TOut>, ProblemHttpResult> From<T, TOut>(Result<T> result, Func<T, TOut> show) =>
        result.Ok ? TypedResults.Ok(show(result.Value)) : Problem(result.Refusal);

    public static Results<NoContent, ProblemHttpResult> From(Result result) => result.Ok ? TypedResults.NoContent() : Problem(result.Refusal);

    public static Results<Ok<T>, ProblemHttpResult> Found<T>(T? value) where T : class =>
        value is null ? Problem(Refusal.NotFound) : TypedResults.Ok(value);

    /// <summary>422 with the messages by field.</summary>
    public static ProblemHttpResult Invalid(ValidationResult verdict)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        return TypedResults.Problem(new HttpValidationProblemDetails(verdict.ToDictionary().ToDictionary(e => JsonNameOf(e.Key), e => e.Value, StringComparer.Ordinal))
        {
            Status = StatusCodes.Status422UnprocessableEntity,
            Title = "Some values are not right.",
            Type = "invalid-input",
        });
    }

    /// <summary>A field as the body named it: <c>Address.Town</c> is <c>address.town</c> there.</summary>
    public static string JsonNameOf(string field) => string.Join('.', field.Split('.').Select(JsonNamingPolicy.CamelCase.ConvertName));
}

/// <summary>Runs the validator of a body before the endpoint: 422 with the messages by field.</summary>
public sealed class ValidateBody<T> : IEndpointFilter where T : class
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var body = context.Arguments.OfType<T>().FirstOrDefault();
        if (body is null) return TypedResults.Problem(title: "A JSON body is required.", statusCode: StatusCodes.Status400BadRequest);
        var rules = context.HttpContext.RequestServices.GetRequiredService<IValidator<T>>();
        var verdict = await rules.ValidateAsync(body, context.HttpContext.RequestAborted);
        return verdict.IsValid ? await next(context) : ApiResults.Invalid(verdict);
    }
}

public static class ValidateBodyExtensions
{
    public static RouteHandlerBuilder Validates<T>(this RouteHandlerBuilder route) where T : class => route.AddEndpointFilter<ValidateBody<T>>();
}
