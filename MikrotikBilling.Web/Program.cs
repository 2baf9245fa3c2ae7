using MikrotikBilling.Web.Shell;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(TimeProvider.System);
builder.AddShell(shell => shell.SearchUrl = "/search");
if (builder.Environment.IsDevelopment())
{
    builder.Services.AddNavigation(
        new NavigationItem("", 0, "Dashboard", "/", "dashboard"),
        new NavigationItem("Network", 10, "Routers", "/design", "router"),
        new NavigationItem("Network", 11, "Profiles", "/profiles", "gauge"),
        new NavigationItem("Customers", 20, "Customers", "/customers", "users"),
        new NavigationItem("Customers", 21, "Subscriptions", "/subscriptions", "plug"),
        new NavigationItem("Money", 30, "Payments", "/payments", "cash"),
        new NavigationItem("Money", 31, "Invoices", "/invoices", "file"),
        new NavigationItem("Money", 32, "Vouchers", "/vouchers", "ticket"),
        new NavigationItem("System", 90, "Reports", "/reports", "chart"),
        new NavigationItem("System", 91, "Settings", "/settings", "settings"));
}

var app = builder.Build();
app.UseShell();
app.MapShell();
app.Run();

public partial class Program;
