using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using MikrotikBilling.Core.Kernel.Words;

namespace MikrotikBilling.Web.Shell;

[JsonConverter(typeof(ToastKindConverter))]
public enum ToastKind
{
    Info,
    Good,
    Warn,
    Bad,
}

/// <param name="Undo">The way back, where there is one that is safe.</param>
public sealed record Toast(ToastKind Kind, string Text, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ToastUndo? Undo = null);

/// <summary>What is sent to take a change back, while the toast stands.</summary>
/// <param name="Target">What the answer takes the place of, as htmx names it.</param>
public sealed record ToastUndo(string Url, string Target, IReadOnlyDictionary<string, string> Values);

public sealed record ToastList(IReadOnlyList<Toast> Items);

public static class Toasts
{
    /// <summary>The browser event that shows toasts; see wwwroot-src/src/scripts/toasts.ts.</summary>
    public const string EventName = "toast";

    internal const string CookieName = "mb-flash";

    private const string Key = "toasts";

    /// <summary>Keeps a toast for the next whole page: the other half of POST, redirect, GET.</summary>
    public static void Toast(this ITempDataDictionary tempData, ToastKind kind, Phrase text, ToastUndo? undo = null)
    {
        ArgumentNullException.ThrowIfNull(tempData);
        tempData[Key] = JsonSerializer.Serialize(Read(tempData.Peek(Key)).Append(new Toast(kind, text, undo)), JsonSerializerOptions.Web);
    }

    /// <summary>What the layout draws: toasts of this answer, and those kept by the one before.</summary>
    public static IReadOnlyList<Toast> Take(HttpContext context, ITempDataDictionary tempData)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(tempData);
        // Reading temp data without its cookie would send a useless Set-Cookie with every page.
        var kept = context.Request.Cookies.ContainsKey(CookieName) ? Read(tempData[Key]) : [];
        return [.. kept, .. context.Response.ToastsNow()];
    }

    private static Toast[] Read(object? stored) =>
        stored is string json ? JsonSerializer.Deserialize<Toast[]>(json, JsonSerializerOptions.Web) ?? [] : [];
}

internal sealed class ToastKindConverter() : JsonStringEnumConverter<ToastKind>(JsonNamingPolicy.CamelCase);
