import './charts/history';
import './charts/live';
