using System.Collections.Concurrent;
using System.Reflection;
using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace MikrotikBilling.Web.Shell;

/// <summary>
/// Before a POST handler: validates each bound property, and each argument of the handler, that has a validator; messages stand under its name
/// (<c>Input.Name</c>).
/// </summary>
internal sealed class ValidateInput : IAsyncPageFilter
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Bound = new();

    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (!HttpMethods.IsGet(context.HttpContext.Request.Method) && !HttpMethods.IsHead(context.HttpContext.Request.Method))
        {
            foreach (var property in Bound.GetOrAdd(context.HandlerInstance.GetType(), BoundProperties))
                await ValidateAsync(context, property.Name, property.PropertyType, property.GetValue(context.HandlerInstance));
            foreach (var parameter in context.HandlerMethod?.Parameters.Where(p => IsInput(p.ParameterType)) ?? [])
                await ValidateAsync(context, parameter.BindingInfo?.BinderModelName ?? parameter.Name, parameter.ParameterType, context.HandlerArguments.TryGetValue(parameter.Name, out var value) ? value : null);
        }
        await next();
    }

    private static async Task ValidateAsync(PageHandlerExecutingContext context, string prefix, Type type, object? value)
    {
        var services = context.HttpContext.RequestServices;
        if (value is null || services.GetService(typeof(IValidator<>).MakeGenericType(type)) is not IValidator rules) return;
        var verdict = await rules.ValidateAsync(new ValidationContext<object>(value), context.HttpContext.RequestAborted);
        foreach (var failure in verdict.Errors)
        {
            var name = $"{prefix}.{failure.PropertyName}";
            // A value that could not be read is told once, not also as missing.
            if (context.ModelState.GetFieldValidationState(name) != Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid)
                context.ModelState.AddModelError(name, failure.ErrorMessage);
        }
    }

    private static PropertyInfo[] BoundProperties(Type page) =>
        [.. page.GetProperties().Where(p => p.IsDefined(typeof(BindPropertyAttribute)) && IsInput(p.PropertyType))];

    private static bool IsInput(Type type) => type.IsClass && type != typeof(string);
}
