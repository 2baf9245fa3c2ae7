using Microsoft.Extensions.DependencyInjection;
using MikrotikBilling.Core.Billing.Ledger;
using MikrotikBilling.Core.Data.Invariants;
using MikrotikBilling.Core.Payments.Clocks;
using MikrotikBilling.Core.Staff;

namespace MikrotikBilling.Core.Payments;

public static class PaymentsPermissions
{
    public const string View = "payments.view";
    public const string Take = "payments.take";
    public const string Refund = "payments.refund";
}

public static class PaymentsFeature
{
    public static IServiceCollection AddPayments(this IServiceCollection services)
    {
        services.AddScoped<PaymentEntry>();
        services.AddScoped<PaymentService>();
        services.AddScoped<PaymentQueries>();
        services.AddScoped<RefundService>();
        services.AddScoped<ReversalService>();
        services.AddScoped<ProviderRefunds>();
        services.AddScoped<ILedgerSource, RefundSource>();
        services.AddScoped<ReceiptMailer>();
        services.AddScoped<PaymentExport>();
        services.AddScoped<MethodQueries>();
        services.AddScoped<MethodExport>();
        services.AddClocks();
        services.AddInvariants(PaymentInvariants.All);
        services.AddPermission(PaymentsPermissions.View, "See payments and receipts", StaffRole.Support, StaffRole.Accountant);
        services.AddPermission(PaymentsPermissions.Take, "Take payments and renew services with them", StaffRole.Support, StaffRole.Accountant);
        services.AddPermission(PaymentsPermissions.Refund, "Give money back and reverse payments", StaffRole.Accountant);
        return services;
    }
}
